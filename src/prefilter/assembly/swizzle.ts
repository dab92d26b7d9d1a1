// Table look-up of 16 bytes. The relaxed build (scripts/prefilter.mjs) has `i8x16.relaxed_swizzle` here: the same for
// indices below 16 and from 128 on (which give 0), and no other is used, without the saturating add that x86 needs for
// the strict one.
// @ts-ignore: decorator
@inline export function swizzle(table: v128, indices: v128): v128 { return v128.swizzle(table, indices); }
