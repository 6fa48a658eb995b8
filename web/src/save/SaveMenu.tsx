import { getSession } from '../api/client';
import { login } from '../api/login';
import { useAttempt } from '../api/useAttempt';
import { fileName } from '../format/file-name';
import { Menu } from '../ui/Menu';

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

/** The formats in which a figure can be saved. */
export function SaveMenu({ text = 'Save', figure, study, files }: Props) {
  const { error, attempt } = useAttempt();
  const prefix = study === undefined ? '' : `${fileName(study)}-`;
  const save = (event: Event, { name, content }: SavedFile, close: () => void) => {
    event.preventDefault();
    return attempt(async () => {
      if ((await getSession()).scope !== 'none') followLink(prefix + name, content);
      else login.dispatch(true);
      close();
    });
  };
  return (
    <Menu text={text} label={`${text}: ${figure}`} testId="save">
      {(close) => (
        <>
          {files.map((file) => (
            <li key={file.label}>
              <a
                href={file.content}
                download={prefix + file.name}
                onClick={(event) => void save(event, file, close)}
              >
                {file.label}
              </a>
            </li>
          ))}
          {error !== null && (
            <li class="bad" role="alert">
              {error}
            </li>
          )}
        </>
      )}
    </Menu>
  );
}

function followLink(name: string, address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
