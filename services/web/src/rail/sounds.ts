import type { RailAlert } from './alert-list.ts';

/** Pitches in hertz, one after the other: graver alerts are higher and longer. */
const TONES: Readonly<Record<RailAlert['severity'], readonly number[]>> = {
  low: [440], medium: [523], high: [659, 784], critical: [784, 988, 784], own: [587, 587],
};
const TONE_S = 0.12;
const LOUDNESS = 0.08;

let audio: AudioContext | undefined;

/** Sounds an alert. Browsers keep silent until the user has clicked somewhere. */
export function play(severity: RailAlert['severity']): void {
  audio ??= new AudioContext();
  for (const [i, pitch] of TONES[severity].entries()) {
    const start = audio.currentTime + i * TONE_S;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(LOUDNESS, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + TONE_S);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + TONE_S);
  }
}
