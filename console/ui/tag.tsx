import type { ReactNode } from 'react'
import css from './ui.module.css'

export type Tone = 'plain' | 'brand' | 'amber' | 'bad' | 'info'

/** A small label. Green is selected or good, amber wants attention, red is harm. */
export const Tag = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => <span className={css.tag} data-tone={tone}>{children}</span>

/** An icon in a soft square, as in timelines and "Worth a look". */
export const IconTag = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => <span className={css.tag} data-tone={tone} data-icon aria-hidden>{children}</span>
