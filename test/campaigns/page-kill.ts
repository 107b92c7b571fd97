// The call outlives the screen: the agent's window is lost 50 times during one call, the media page 10 times.
import { startDesktop } from '../e2e/harness/electron.ts';
import { ask, callIn, calls } from '../e2e/harness/remote-desk.ts';
import { agentHears, nothingRemains, signIn, talkToDave } from '../system/scenes/agent-call.ts';
import { loseMedia, type MediaLoss } from '../system/scenes/media-loss.ts';
import { loseScreen } from '../system/scenes/screen-loss.ts';
import { startTestbed } from '../system/testbed/testbed.ts';

const screenCount = 50;
const mediaCount = 10;
const pauseLimitMs = 1_000;
const controlsLimitMs = 2_000;
const mediaLimitMs = 3_000;

const worst = (values: readonly number[]): string => `worst ${Math.round(Math.max(...values))} ms of ${values.length}`;

async function run(): Promise<boolean> {
  await using bed = await startTestbed();
  await using desktop = await startDesktop();
  await signIn(desktop);

  const callId = await talkToDave(desktop);
  const screens = await loseScreen(desktop, screenCount);
  await agentHears(desktop, 440);
  const pauses = screens.map(({ pauseMs }) => pauseMs);
  const controls = screens.map(({ controlsBackMs }) => controlsBackMs);
  console.log(`agent's window lost ${screens.length} times in one call: pause of RTP ${worst(pauses)}, controls back ${worst(controls)}`);

  const media: MediaLoss[] = [];
  for (let time = 0; time < mediaCount; time += 1) {
    if ((await calls(desktop)).length === 0) await talkToDave(desktop);
    const loss = await loseMedia(desktop);
    if (loss.outcome === 'sound again') await agentHears(desktop, 440);
    media.push(loss);
    console.log(`media page lost: ${loss.outcome} after ${Math.round(loss.tookMs)} ms`);
  }
  const back = media.filter(({ outcome }) => outcome === 'sound again');
  console.log(`media page lost ${media.length} times: sound again ${back.length} times, ${worst(back.map(({ tookMs }) => tookMs))}`);

  await callIn(desktop, ['connected']);
  await ask(desktop, 'voice.hang-up', { callId: (await calls(desktop))[0]?.callId ?? callId });
  await nothingRemains(desktop, bed);
  console.log('nothing of the call remains at the agent, at the phones and in the relay');
  return (
    screens.length === screenCount &&
    pauses.every((ms) => ms <= pauseLimitMs) &&
    controls.every((ms) => ms <= controlsLimitMs) &&
    back.every(({ tookMs }) => tookMs <= mediaLimitMs)
  );
}

if (!(await run())) process.exitCode = 1;
