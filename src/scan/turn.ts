/** Lets the event loop turn, so that signals and timers are served in the middle of synchronous work. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
