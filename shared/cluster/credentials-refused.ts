/** What kubectl and etcdctl say where credentials are refused, or where a certificate of either side is out of its time. */
const refusal =
  /x509: certificate (has expired|is not valid)|not yet valid|expired certificate|bad certificate|Unauthorized|must be logged in/i;

const plain = (text: string): string => text.replace(/[^\x20-\x7e]/g, '').slice(0, 300);

/** The first line that says so, bounded and printable; undefined where none does. */
export const credentialsRefused = (said: string): string | undefined =>
  said
    .split('\n')
    .filter((line) => refusal.test(line))
    .map((line) => plain(line.slice(Math.max(0, line.search(refusal) - 100))))[0];
