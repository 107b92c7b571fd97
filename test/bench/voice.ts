// Times of calls on the loopback: kamailio, rtpengine and baresip beside the real application.
import { createSocket } from 'node:dgram';
import { startDesktop } from '../e2e/harness/electron.ts';
import { ask, callIn, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { alice, signIn, talkToDave } from '../system/scenes/agent-call.ts';
import { loseScreen } from '../system/scenes/screen-loss.ts';
import { startTestbed, type Testbed } from '../system/testbed/testbed.ts';
import { betweenCalls, callByBaresip, callByClick } from './figures/calling.ts';
import { countDigestLeaks } from './figures/digest-leaks.ts';
import { growthOfSoak, loadOfCall } from './figures/endurance.ts';
import { lossesOfKills } from './figures/recording-losses.ts';
import { median, percentile, report } from './figures/report.ts';
import { swapNetworks } from './figures/swapping.ts';

const callCount = 20;
const restartCount = 20;
const lossCount = 10;
const recordingKillCount = 6;
/** Half of them in a call. */
const swapCount = 100;

async function reregister(bed: Testbed): Promise<readonly number[]> {
  await using desktop = await startDesktop();
  await signIn(desktop);
  const tookMs: number[] = [];
  for (let time = 0; time < restartCount; time += 1) {
    await bed.stopKamailio();
    await statusIn(desktop, ['connecting', 'degraded']);
    await bed.startKamailio();
    const backAt = Date.now();
    const { lastSuccessAt } = await until(async () => {
      const { statuses } = await ask(desktop, 'accounts.list', {});
      return statuses.find((status) => status.state === 'ok' && (status.lastSuccessAt ?? 0) >= backAt - 100);
    }, 'registered again');
    // It may have found the server before this process did.
    tookMs.push(Math.max(0, (lastSuccessAt ?? backAt) - backAt));
  }
  return tookMs;
}

async function behindSilentStun(bed: Testbed): Promise<readonly number[]> {
  const silent = createSocket('udp4');
  await new Promise<void>((bound) => silent.bind(0, '127.0.0.1', bound));
  try {
    await using desktop = await startDesktop();
    const url = `stun:127.0.0.1:${silent.address().port}`;
    await signIn(desktop, { ...alice, iceServers: [{ url, username: null, hasCredential: false, credential: null }] });
    await warmUp(desktop, bed);
    return (await callByClick(desktop, bed, 10)).map(({ inviteMs }) => inviteMs);
  } finally {
    silent.close();
  }
}

/** Makes dave somebody with a card to call him from. */
async function warmUp(desktop: Awaited<ReturnType<typeof startDesktop>>, bed: Testbed): Promise<void> {
  const callId = await talkToDave(desktop);
  const since = bed.dave.events.length;
  await ask(desktop, 'voice.hang-up', { callId });
  await bed.dave.event('CALL_CLOSED', { since });
  await betweenCalls();
}

async function measure(): Promise<void> {
  const swaps = await swapNetworks(swapCount);
  await using bed = await startTestbed();
  const baresip = await callByBaresip(bed, callCount);
  const [calls, pauses] = await (async () => {
    await using desktop = await startDesktop();
    await signIn(desktop);
    await warmUp(desktop, bed);
    const times = await callByClick(desktop, bed, callCount);
    await talkToDave(desktop);
    const losses = await loseScreen(desktop, lossCount);
    await callIn(desktop, ['connected']);
    return [times, losses.map(({ pauseMs }) => pauseMs)];
  })();
  const stun = await behindSilentStun(bed);
  const again = await reregister(bed);
  const lost = await lossesOfKills(bed, recordingKillCount);
  const leaks = await countDigestLeaks();
  const load = await loadOfCall(bed, 3);
  const growth = await growthOfSoak(bed);
  const invites = calls.map(({ inviteMs }) => inviteMs);
  const firsts = calls.map(({ firstRtpMs }) => firstRtpMs);
  report('voice', {
    'voice.invite_ms_p50': { value: median(invites), bar: 10, samples: invites },
    'voice.first_rtp_ms_p50': { value: median(firsts), bar: 100, samples: firsts },
    'voice.baresip_first_rtp_ms_p50': { value: median(baresip), samples: baresip },
    'voice.silent_stun_invite_ms_p50': { value: median(stun), bar: 600, samples: stun },
    'voice.reregister_ms_p95': { value: percentile(again, 95), bar: 2_000, samples: again },
    'voice.page_kill_rtp_gap_ms_max': { value: Math.max(...pauses), bar: 1_000, samples: pauses },
    'voice.swap_reregister_ms_p95': { value: percentile(swaps.registeredMs, 95), bar: 3_000, samples: swaps.registeredMs },
    'voice.swap_audio_back_ms_p95': { value: percentile(swaps.audioBackMs, 95), bar: 3_000, samples: swaps.audioBackMs },
    'voice.swap_answerable': { value: swaps.answerable, floor: swapCount, samples: [] },
    'voice.recording_lost_s_max': { value: Math.max(...lost), bar: 2, samples: lost },
    'voice.digest_leaks': { value: leaks.reduce((sum, count) => sum + count, 0), bar: 0, samples: leaks },
    'voice.call_cpu_percent': { value: median(load.ours), bar: 12, samples: load.ours },
    'voice.baresip_call_cpu_percent': { value: median(load.baresip), samples: load.baresip },
    'voice.soak_memory_growth_percent': { value: growth, bar: 5, samples: [growth] },
  });
}

await measure();
