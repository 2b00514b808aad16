import type { RootScript } from '../transport/transport.ts';

/**
 * What starts a node helper: it takes the helper's text from its input, as a line with its length in bytes and the text, and runs it.
 * `unset TMOUT`, since bash's `read` gives up after so many seconds; `stty`, since a terminal echoes and edits lines.
 */
export const loader: RootScript = {
  text: [
    'unset TMOUT',
    'if [ -t 0 ]; then stty raw -echo; fi',
    'echo barque-node-ready',
    'while IFS= read -r line && [ "$line" != barque-node-begin ]; do :; done',
    'IFS= read -r size && script=$(dd bs="$size" count=1 iflag=fullblock 2>/dev/null) && eval "$script"',
  ].join('; '),
  ready: 'barque-node-ready',
  begin: 'barque-node-begin',
};
