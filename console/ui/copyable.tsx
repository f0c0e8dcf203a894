import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import css from './ui.module.css'
import { useText } from './text.ts'

/** Text that a click copies: an e-mail, an order number, a key. */
export function Copyable({ text, children }: { text: string; children?: React.ReactNode }) {
  const t = useText()
  const [copied, setCopied] = useState(false)
  const copy = () => void copyable(text).then(() => {
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  })
  return (
    <button type="button" className={`plain ${css.copy} ${css.above}`} onClick={copy} aria-label={t('ui.copy', { text })}>
      <span className="clip">{children ?? text}</span>
      {copied ? <IconCheck size={14} aria-hidden style={{ opacity: 1 }} /> : <IconCopy size={14} aria-hidden />}
      <span role="status" className="hidden-visually">{copied ? t('ui.copied') : ''}</span>
    </button>
  )
}

/** Copies; falls back to a hidden field where the page is not served over https. */
export async function copyable(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const field = Object.assign(document.createElement('textarea'), { value: text })
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
