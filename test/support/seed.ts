/** The seed of what is drawn at random: the same in every run, or the one asked for (`TEST_SEED=$RANDOM npm test`). */
export const seed = Number(process.env['TEST_SEED'] ?? 20_261_124);
