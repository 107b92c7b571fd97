import { ContractError } from '../../contract/errors.ts';
import type { Completion, Contact, ContactEdit, ContactSummary } from '../../contract/model/contact.ts';
import type { ContactId } from '../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import { typedAddressKey } from '../lib/address-key.ts';
import type { Clock } from '../ports.ts';
import { findIdentity, insertContact, insertIdentity, readContact, searchContacts, updateContact } from '../store/contact-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertContactChange } from '../store/entry-rows.ts';

export interface ContactsService {
  readonly changed: Listenable<Contact>;
  /** Throws not-found. */
  read(contactId: ContactId): Contact;
  /** Newest activity first. Names match by the beginning of each word, numbers by any run of three digits. */
  search(text: string, limit: number): ContactSummary[];
  /** E-mail addresses of those that `search` finds. */
  complete(text: string, limit: number): Completion[];
  /** Throws invalid-input with number-invalid, or refused with name-taken where the address is someone else's. */
  add(name: string, address: string): Contact;
  /** A provisional contact that gets a name is one no longer; one that loses it is one again. Throws not-found. */
  edit(edit: ContactEdit): Contact;
  /** Throws not-found, number-invalid, name-taken. */
  addAddress(contactId: ContactId, address: string): Contact;
}

export interface ContactsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly country: () => string;
  /** Domain that an extension without one belongs to: the default account's. */
  readonly domain: () => string;
}

export function createContactsService({ store, clock, country, domain }: ContactsDeps): ContactsService {
  const changed = createEmitter<Contact>();

  function read(contactId: ContactId): Contact {
    const contact = readContact(store.reader, contactId);
    if (!contact) throw new ContractError('not-found');
    return contact;
  }

  function addIdentity(writer: Writer, contactId: ContactId, address: string): void {
    const { kind, scope, value, shown } = typedAddressKey(address, { country: country(), domain: domain() });
    if (kind === 'anonymous' || kind === 'alphanumeric') {
      throw new ContractError('invalid-input', { failure: { reason: 'number-invalid', field: 'address' } });
    }
    const owner = findIdentity(writer, { kind, scope, value });
    if (owner?.contactId === contactId) return;
    if (owner) throw new ContractError('refused', { failure: { reason: 'name-taken', field: 'address' } });
    insertIdentity(writer, contactId, { kind, scope, value, raw: shown, isVerified: true });
  }

  function announce(contactId: ContactId): Contact {
    const contact = read(contactId);
    changed.emit(contact);
    return contact;
  }

  return {
    changed,
    read,
    search: (text, limit) => searchContacts(store.reader, text, limit),
    complete(text, limit) {
      // Some of those found may have no address at all.
      const found = searchContacts(store.reader, text, limit * 3).flatMap(({ id, name, company }) => {
        const addresses = readContact(store.reader, id)?.identities.filter(({ kind }) => kind === 'email') ?? [];
        return addresses.map(({ raw }) => ({ contactId: id, name, company, address: raw }));
      });
      return found.slice(0, limit);
    },
    add(name, address) {
      const contactId = store.write((writer) => {
        const id = insertContact(writer, { name, company: null, isProvisional: false, isPractice: false, at: clock.now() });
        addIdentity(writer, id, address);
        return id;
      });
      return announce(contactId);
    },
    edit({ contactId, name, company }) {
      read(contactId);
      store.write((writer) => {
        updateContact(writer, contactId, { name: name || null, company: company || null, isProvisional: !name });
        insertContactChange(writer, contactId, clock.now());
      });
      return announce(contactId);
    },
    addAddress(contactId, address) {
      read(contactId);
      store.write((writer) => addIdentity(writer, contactId, address));
      return announce(contactId);
    },
  };
}
