/** Exit codes, for scripts. */
export const exit = {
  success: 0,
  /** Something was begun, and it did not succeed. */
  failed: 1,
  /** Refused before anything was changed on any host. */
  refused: 2,
  /** sysexits.h EX_USAGE. */
  usage: 64,
  /** As a shell says of SIGINT. */
  cancelled: 130,
} as const;
export type Exit = (typeof exit)[keyof typeof exit];
