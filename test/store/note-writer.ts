import { openStore } from '../../main/store/database.ts';
import { insertContact } from '../../main/store/contact-rows.ts';
import { insertChange, insertEntry, insertNote } from '../../main/store/entry-rows.ts';

/** Writes notes as fast as it can and tells each one's number once it is on disk; until it is killed. */
const [file = ''] = process.argv.slice(2);
const store = openStore(file);
let written = store.reader.get<{ n: number }>('SELECT count(*) AS n FROM notes')?.n ?? 0;
for (;;) {
  store.write((writer) => {
    const at = Date.now();
    const contactId = insertContact(writer, { name: `Customer ${written}`, company: null, isProvisional: false, isPractice: false, at });
    const { id } = insertEntry(writer, { contactId, identityId: null, channel: 'voice', kind: 'note', at, agentName: null });
    insertNote(writer, id, String(written + 1), null);
    insertChange(writer, contactId, id, at);
  });
  written += 1;
  process.stdout.write(`${written}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
