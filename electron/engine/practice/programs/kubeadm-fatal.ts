/** kubeadm's own way to end: what it prints to stderr, and its exit status. */
export class Fatal extends Error {
  override readonly name = 'Fatal';
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}
