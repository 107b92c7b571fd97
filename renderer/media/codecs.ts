/** Wide first, then what every gateway speaks; no comfort noise, no redundancy: SIP servers stumble over them. */
export const usualCodecs: readonly string[] = ['opus', 'G722', 'PCMA', 'PCMU', 'telephone-event'];

/** What is not named is not offered; the order of the names is the order of the offer. */
export function preferCodecs(connection: RTCPeerConnection, names: readonly string[]): void {
  const known = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
  const wanted = names.flatMap((name) => known.filter((codec) => codec.mimeType.toLowerCase() === `audio/${name.toLowerCase()}`));
  if (wanted.length === 0) return;
  for (const transceiver of connection.getTransceivers()) if (transceiver.receiver.track.kind === 'audio') transceiver.setCodecPreferences(wanted);
}
