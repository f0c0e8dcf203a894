import { Tooltip } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import css from './ui.module.css'
import { useText } from './text.ts'

/** A small "i" that explains a figure on hover, focus or touch. */
export function Hint({ text }: { text: ReactNode }) {
  const t = useText()
  return (
    <Tooltip label={text} multiline>
      <button type="button" className={`plain ${css.hint} ${css.above}`} aria-label={`${t('ui.whatIsThis')}${typeof text === 'string' ? `: ${text}` : ''}`}>
        <IconInfoCircle size={15} stroke={1.8} aria-hidden />
      </button>
    </Tooltip>
  )
}
