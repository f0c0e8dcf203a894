import css from './ui.module.css'

/** The first letters of a name in any script; a dash for somebody unknown. */
export const Avatar = ({ name, size }: { name: string | null | undefined; size?: 'large' }) => <span className={css.avatar} data-size={size} aria-hidden>{initials(name ?? '')}</span>

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function initials(name: string): string {
  const words = name.trim().split(/[\s._@-]+/).filter(word => /\p{L}|\p{N}/u.test(word))
  const chosen = words.length > 1 ? [words[0]!, words.at(-1)!] : words
  return chosen.map(word => [...segments.segment(word)][0]?.segment.toLocaleUpperCase() ?? '').join('') || '–'
}
