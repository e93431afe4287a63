import type { LabelView } from '../api/generated'

/** Told apart by most eyes, on light and on dark grounds. */
export const LABEL_COLOURS = ['#c2410c', '#b7791f', '#4d7c0f', '#0b7a5b', '#0e7490', '#3b5bdb', '#7a3fb8', '#b83280'] as const

/** The colour that the fewest labels have. */
export function freeColour(labels: readonly LabelView[]): string {
  const uses = (colour: string) => labels.filter((label) => label.colour === colour).length
  return [...LABEL_COLOURS].sort((a, b) => uses(a) - uses(b))[0] ?? LABEL_COLOURS[0]
}
