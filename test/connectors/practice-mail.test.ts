import { describeConnector } from './describe-connector.ts';
import { createPracticeMailWorld } from './practice-mail-world.ts';

// Its provider is the program itself: nobody logs in, no connection breaks, and nobody else has the mailbox.
describeConnector('the practice mailbox', createPracticeMailWorld, [
  'login',
  'connection',
  'removal',
  'expiry',
  'refused-content',
  'later',
  'beforeData',
  'delivered',
  'hang',
]);
