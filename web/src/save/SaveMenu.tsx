import { useRef, useState } from 'preact/hooks';
import { getSession } from '../api/client';
import { login } from '../api/login';
import { errorText } from '../api/problem';
import { fileName } from '../format/file-name';
import './save-menu.css';

/** A file of the server that a menu saves; its content is the address. */
export interface SavedFile {
  /** Format, such as "PNG". */
  label: string;
  name: string;
  content: string;
}

interface Props {
  /** Text of the button. */
  text?: string;
  /** Name of the figure. */
  figure: string;
  /** Name of the study of the figure, which the names of files begin with. */
  study?: string;
  files: SavedFile[];
}

/** The formats in which a figure can be saved. The menu closes on Escape and when the focus leaves it. */
export function SaveMenu({ text = 'Save', figure, study, files }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [error, setError] = useState<string | null>(null);
  const prefix = study === undefined ? '' : `${fileName(study)}-`;
  const close = () => menu.current?.removeAttribute('open');
  const save = async (event: Event, { name, content }: SavedFile) => {
    event.preventDefault();
    setError(null);
    try {
      if ((await getSession()).scope !== 'none') followLink(prefix + name, content);
      else login.dispatch(true);
      close();
    } catch (error) {
      setError(errorText(error));
    }
  };
  return (
    <details
      class="save"
      ref={menu}
      data-testid="save"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current?.open) return;
        event.stopPropagation();
        close();
        menu.current.querySelector('summary')?.focus();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget !== null && !menu.current?.contains(relatedTarget as Node)) close();
      }}
    >
      <summary aria-label={`${text}: ${figure}`}>{text}</summary>
      <ul>
        {files.map((file) => (
          <li key={file.label}>
            <a href={file.content} download={prefix + file.name} onClick={(event) => void save(event, file)}>
              {file.label}
            </a>
          </li>
        ))}
        {error !== null && (
          <li class="bad" role="alert">
            {error}
          </li>
        )}
      </ul>
    </details>
  );
}

function followLink(name: string, address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
