/** Names that a rule's `validator` may give; `validate/index.ts` has them, and a test holds the two together. */
export const validatorNames: readonly string[] = ['aws-sts'];
