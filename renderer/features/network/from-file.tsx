import { Button } from '@mantine/core';
import { useChooseFile } from '../../components/choose-file.tsx';

/** In bytes; no certificate or key is larger. */
const largest = 65_536;

/** What a file of certificates or keys holds, as far as it is read. */
export const pemIn = (file: File): Promise<string> => file.slice(0, largest).text();

/** A button that lets a certificate or a key be taken from a file. */
export function FromFile({
  label,
  take,
  busy,
}: {
  readonly label: string;
  readonly take: (file: File) => void;
  readonly busy: boolean;
}) {
  const { choose, input } = useChooseFile({ label, accept: '.pem,.crt,.cer,.key', take });
  return (
    <>
      <Button size="xs" variant="default" loading={busy} onClick={choose}>
        {label}
      </Button>
      {input}
    </>
  );
}
