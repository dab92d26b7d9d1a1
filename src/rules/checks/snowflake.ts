/** Ids that hold the time at which they were made. */

const discordEpoch = 1_420_070_400_000;
const furthest = Date.UTC(2100);

/** The day on which a Discord id was made, undefined where it would be no day that can be. @see https://discord.com/developers/docs/reference#snowflakes */
export function snowflakeDate(id: string): string | undefined {
  const made = Number(BigInt(id) >> 22n) + discordEpoch;
  return made > furthest ? undefined : new Date(made).toISOString().slice(0, 10);
}
