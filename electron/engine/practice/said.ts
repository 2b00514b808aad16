/** What a verb answers: nothing and success unless it says so. */
export interface Said {
  readonly status?: number;
  readonly output?: string | Buffer;
  readonly errors?: string;
}
