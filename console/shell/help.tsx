import { Modal } from '@mantine/core'
import { useText } from '../ui/text.ts'
import css from './shell.module.css'

const keys: [keys: string[], text: string][] = [
  [['⌘ / Ctrl', 'K'], 'shell.keys.find'],
  [['?'], 'shell.keys.help'],
  [['⌘ / Ctrl', 'B'], 'shell.keys.rail'],
  [['/'], 'shell.keys.filter'],
  [['j', 'k'], 'shell.keys.move'],
  [['Enter'], 'shell.keys.open'],
  [['x'], 'shell.keys.select'],
  [['Shift', 'x'], 'shell.keys.selectRange'],
  [['Esc'], 'shell.keys.close'],
]

/** With a mail in hand: what the grip of a block or a section does. */
const editorKeys: [keys: string[], text: string][] = [
  [['↑', '↓'], 'templates.keys.next'],
  [['Enter'], 'templates.keys.write'],
  [['Alt', '↑ ↓'], 'templates.keys.move'],
  [['⌘ / Ctrl', 'D'], 'templates.keys.duplicate'],
  [['Delete'], 'templates.keys.remove'],
  [['⌘ / Ctrl', 'Z'], 'templates.keys.undo'],
  [['⌘ / Ctrl', 'Shift', 'Z'], 'templates.keys.redo'],
]

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const t = useText()
  const isEditor = /^\/templates\/[^/]+$/.test(window.location.pathname)
  return (
    <Modal opened onClose={onClose} title={t('shell.keys.title')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <dl style={{ display: 'grid', gridTemplateColumns: '1fr auto', gap: '12px 20px', margin: 0 }}>
        {[...(isEditor ? editorKeys : []), ...keys].map(([own, text]) => <div key={text} style={{ display: 'contents' }}><dt>{t(text)}</dt><dd style={{ margin: 0, display: 'flex', gap: 4, justifyContent: 'flex-end' }}>{own.map(key => <kbd key={key} className={css.kbd}>{key}</kbd>)}</dd></div>)}
      </dl>
    </Modal>
  )
}
