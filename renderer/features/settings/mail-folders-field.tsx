import { useState } from 'react';
import type { MailFolder, MailFolders } from '../../../contract/model/mail-folder.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Select } from '../../ui/field.tsx';
import { usualFolders } from './mail-draft.ts';
import styles from './mail-folders.module.css';

export interface MailFoldersFieldProps {
  /** null: by what the server says they are for. */
  readonly chosen: MailFolders | null;
  readonly onChange: (chosen: MailFolders | null) => void;
  readonly isReady: boolean;
  /** Asks the server; rejects where it cannot be asked. */
  readonly ask: () => Promise<readonly MailFolder[]>;
  readonly onRefused: (error: unknown) => void;
}

/** Which folders are read, and where copies of what was sent are kept. */
export function MailFoldersField({ chosen, onChange, isReady, ask, onRefused }: MailFoldersFieldProps) {
  const { text, intl } = useText();
  const [there, setThere] = useState<readonly MailFolder[] | null>(null);
  const [isAsking, setIsAsking] = useState(false);

  async function choose(): Promise<void> {
    setIsAsking(true);
    try {
      const found = await ask();
      setThere(found);
      onChange(chosen ?? usualFolders(found));
    } catch (error) {
      onRefused(error);
    } finally {
      setIsAsking(false);
    }
  }
  const names = chosen ? [text('folders.inbox'), ...(chosen.sent === null ? [] : [chosen.sent]), ...chosen.read] : [];
  return (
    <fieldset className={styles.folders}>
      <legend>{text('folders.title')}</legend>
      {chosen && there ? (
        <FolderChoice chosen={chosen} there={there} onChange={onChange} />
      ) : (
        <p>{chosen ? text('folders.chosen', { folders: intl.formatList(names) }) : text('folders.usual')}</p>
      )}
      <div className={styles.acts}>
        {(!there || !chosen) && (
          <Button onPress={() => void choose()} isDisabled={!isReady || isAsking}>
            {text(isAsking ? 'folders.asking' : 'folders.choose')}
          </Button>
        )}
        {chosen && <Button onPress={() => onChange(null)}>{text('folders.asUsual')}</Button>}
      </div>
    </fieldset>
  );
}

interface FolderChoiceProps {
  readonly chosen: MailFolders;
  readonly there: readonly MailFolder[];
  readonly onChange: (chosen: MailFolders) => void;
}

function FolderChoice({ chosen, there, onChange }: FolderChoiceProps) {
  const { text } = useText();
  const selectable = there.filter(({ isSelectable }) => isSelectable);
  const gone = [...chosen.read, ...(chosen.sent === null ? [] : [chosen.sent])].filter((path) => !selectable.some((folder) => folder.path === path));
  const isAlways = (folder: MailFolder): boolean => folder.use === 'inbox' || folder.path === chosen.sent;
  const setRead = (path: string, isRead: boolean): void =>
    onChange({ ...chosen, read: isRead ? [...chosen.read, path] : chosen.read.filter((one) => one !== path) });
  const setSent = (sent: string | null): void => onChange({ read: chosen.read.filter((one) => one !== sent), sent });
  return (
    <>
      <ul className={styles.list}>
        {there.map((folder) => (
          <li key={folder.path} style={{ paddingInlineStart: `${folder.depth * 20}px` }}>
            {folder.isSelectable ? (
              <Checkbox
                isSelected={isAlways(folder) || chosen.read.includes(folder.path)}
                isDisabled={isAlways(folder)}
                onChange={(isRead) => setRead(folder.path, isRead)}
              >
                {isAlways(folder) ? `${folder.name} (${text('folders.always')})` : folder.name}
              </Checkbox>
            ) : (
              <span className={styles.shelf}>{folder.name}</span>
            )}
          </li>
        ))}
        {gone.map((path) => (
          <li key={path}>
            <Checkbox
              isSelected
              onChange={() => onChange({ read: chosen.read.filter((one) => one !== path), sent: chosen.sent === path ? null : chosen.sent })}
            >
              {text('folders.gone', { folder: path })}
            </Checkbox>
          </li>
        ))}
      </ul>
      <Select
        label={text('folders.sent')}
        choices={[{ id: 'nowhere', label: text('folders.nowhere') }, ...selectable.map(({ path }) => ({ id: `in ${path}`, label: path }))]}
        value={chosen.sent === null ? 'nowhere' : `in ${chosen.sent}`}
        onChange={(id) => setSent(id === 'nowhere' ? null : id.slice(3))}
      />
    </>
  );
}
