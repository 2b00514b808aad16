/** What programs and the kernel say when the system refuses them something: the reason behind whatever else fails. */
const refused =
  /too many open files|no space left on device|address already in use|permission denied|cannot allocate memory|out of memory|read-only file system|input\/output error|exec format error|failed to locate executable/i;
/** A line of a program that ends over it: Go's own, and the levels of zap, logrus and klog. */
const fatal = /^panic: |"level":"(?:fatal|panic)"|level=(?:fatal|panic)\b|^F\d{4} |^Error: |command failed/;
const failed = /"level":"error"|level=error\b|^E\d{4} |failed to load plugin/;

/**
 * The line of a log that most likely says why its program does not work: the latest of the most serious kind; undefined where none looks
 * like it.
 */
export function causeIn(lines: readonly string[]): string | undefined {
  for (const kind of [refused, fatal, failed]) {
    const found = lines.findLast((line) => kind.test(line));
    if (found !== undefined) return found;
  }
  return undefined;
}
