import { createMemoryChannels } from '../fakes/memory-channel.ts';
import { describeChannel } from './channel-suite.ts';
import { serve } from './sides.ts';

describeChannel('memory', async () => {
  const { near, far, close } = createMemoryChannels();
  serve(near);
  return { page: far, break: async () => close(), end: async () => close() };
});
