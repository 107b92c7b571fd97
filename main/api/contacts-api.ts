import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { ContactsService } from '../contacts/contacts-service.ts';

export function createContactsApi(contacts: ContactsService): HandlersOf<typeof mainSide, 'contacts'> {
  return {
    'contacts.read': ({ contactId }) => contacts.read(contactId),
    'contacts.search': ({ text, limit }) => ({ contacts: contacts.search(text, limit) }),
    'contacts.complete': ({ text, limit }) => ({ completions: contacts.complete(text, limit) }),
    'contacts.add': ({ name, address }) => contacts.add(name, address),
    'contacts.edit': (edit) => contacts.edit(edit),
    'contacts.add-address': ({ contactId, address }) => contacts.addAddress(contactId, address),
  };
}
