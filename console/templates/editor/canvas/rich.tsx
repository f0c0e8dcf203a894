import { EditorContent, useEditor, type Editor } from '@tiptap/react'
import { StarterKit } from '@tiptap/starter-kit'
import { useEffect } from 'react'
import css from '../../templates.module.css'

// Only what mail programs draw alike.
const extensions = [StarterKit.configure({ code: false, codeBlock: false, horizontalRule: false, strike: false, heading: { levels: [1, 2, 3] }, link: { openOnClick: false, autolink: false, protocols: ['mailto', 'tel'], isAllowedUri: () => true, HTMLAttributes: { rel: null, target: null } }, trailingNode: false, undoRedo: false, dropcursor: false, gapcursor: false })]

type Props = { html: string; label: string; onChange: (html: string) => void; onFocus: (editor: Editor) => void }

/** Rich text in its place. Undo is the page's, so the editor keeps no history of its own. */
export function Rich({ html, label, onChange, onFocus }: Props) {
  const editor = useEditor({
    extensions, content: html, immediatelyRender: true,
    editorProps: { attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true', class: css.richText ?? '' } },
    onUpdate: ({ editor: changed }) => onChange(changed.getHTML()),
    onFocus: ({ editor: focused }) => onFocus(focused),
  })
  // After undo, or a change of language, the text is another one.
  useEffect(() => {
    if (editor && html !== editor.getHTML()) editor.commands.setContent(html, { emitUpdate: false })
  }, [editor, html])
  return <EditorContent editor={editor} />
}
