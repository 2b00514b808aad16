/** A chain that saves less than this many seconds is not made: it costs every node processor time, and logins. */
const WORTH = 30;
/** A line at which what would be sent more than once takes less than that needs no measuring: 100 Mbit/s, in bytes a second. */
const SLOW_LINE = 12_500_000;

/** What a run would send, in bytes. */
export interface Load {
  /** Each blob to each host that lacks it. */
  readonly direct: number;
  /** Each blob once. */
  readonly once: number;
}

/** Whether it depends on the line which way is faster. */
export const isWorthMeasuring = ({ direct, once }: Load): boolean => (direct - once) / SLOW_LINE >= WORTH;

/** Whether a chain saves enough on a line of so many bytes a second. */
export const isChainWorth = ({ direct, once }: Load, rate: number): boolean => (direct - once) / rate >= WORTH;
