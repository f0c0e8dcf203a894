import { ActionIcon, Button, Popover, TextInput, Tooltip } from '@mantine/core'
import { IconBold, IconH1, IconH2, IconItalic, IconLink, IconList, IconListNumbers, IconPilcrow } from '@tabler/icons-react'
import { useEditorState, type Editor } from '@tiptap/react'
import { useState } from 'react'
import { useText } from '../../../ui/index.ts'
import { VariableMenu } from './variables.tsx'

/** Bold, headings, lists, links and what differs by reader, for the text that is written in. */
export function RichTools({ editor }: { editor: Editor | null }) {
  const t = useText()
  const on = useEditorState({ editor, selector: ({ editor: one }) => one && !one.isDestroyed ? { bold: one.isActive('bold'), italic: one.isActive('italic'), h1: one.isActive('heading', { level: 1 }), h2: one.isActive('heading', { level: 2 }), p: one.isActive('paragraph'), list: one.isActive('bulletList'), numbers: one.isActive('orderedList'), link: one.isActive('link') } : null })
  if (!editor || editor.isDestroyed || !on) return <p className="muted">{t('templates.rich.click')}</p>
  const chain = () => editor.chain().focus()
  const tool = (name: string, Icon: typeof IconBold, isOn: boolean, go: () => void) => <Tooltip key={name} label={name}><ActionIcon variant={isOn ? 'light' : 'subtle'} color={isOn ? 'brand' : 'gray'} aria-pressed={isOn} aria-label={name} onMouseDown={event => event.preventDefault()} onClick={go}><Icon size={17} /></ActionIcon></Tooltip>
  return (
    <div className="row" role="toolbar" aria-label={t('templates.rich.title')} style={{ gap: 2, flexWrap: 'wrap' }}>
      {tool(t('templates.rich.bold'), IconBold, on.bold, () => chain().toggleBold().run())}
      {tool(t('templates.rich.italic'), IconItalic, on.italic, () => chain().toggleItalic().run())}
      {tool(t('templates.rich.heading'), IconH1, on.h1, () => chain().toggleHeading({ level: 1 }).run())}
      {tool(t('templates.rich.subheading'), IconH2, on.h2, () => chain().toggleHeading({ level: 2 }).run())}
      {tool(t('templates.rich.paragraph'), IconPilcrow, on.p && !on.list && !on.numbers, () => chain().setParagraph().run())}
      {tool(t('templates.rich.list'), IconList, on.list, () => chain().toggleBulletList().run())}
      {tool(t('templates.rich.numbers'), IconListNumbers, on.numbers, () => chain().toggleOrderedList().run())}
      <LinkTool editor={editor} isOn={on.link} />
      <VariableMenu label={t('templates.block.text')} onInsert={text => chain().insertContent(text).run()} />
    </div>
  )
}

function LinkTool({ editor, isOn }: { editor: Editor; isOn: boolean }) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  const [href, setHref] = useState('')
  const open = () => {
    setHref((editor.getAttributes('link')['href'] as string | undefined) ?? '')
    setOpen(!isOpen)
  }
  const set = () => {
    const chain = editor.chain().focus().extendMarkRange('link')
    if (href.trim()) chain.setLink({ href: href.trim() }).run()
    else chain.unsetLink().run()
    setOpen(false)
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus>
      <Popover.Target><ActionIcon variant={isOn ? 'light' : 'subtle'} color={isOn ? 'brand' : 'gray'} aria-label={t('templates.rich.link')} onClick={open}><IconLink size={17} /></ActionIcon></Popover.Target>
      <Popover.Dropdown>
        <form className="row" style={{ gap: 6 }} onSubmit={event => { event.preventDefault(); set() }}>
          <TextInput size="xs" w={220} aria-label={t('templates.button.href')} placeholder={'https://'} value={href} onChange={event => setHref(event.currentTarget.value)} />
          <Button size="xs" type="submit">{t('templates.checks.set')}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
