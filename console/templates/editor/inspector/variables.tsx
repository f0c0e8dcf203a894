import { ActionIcon, Menu } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import { variables } from '../../../../contracts/template-variables.ts'
import { useText } from '../../../ui/index.ts'

const filterOf = { text: '', number: ' | number', money: ' | money', date: ' | date: "long"', link: '', list: '' }
const offered = variables.filter(({ kind }) => kind !== 'list')

/** Puts what differs by reader into the text: a name, an order, a price. */
export function VariableMenu({ label, onInsert }: { label: string; onInsert: (text: string) => void }) {
  const t = useText()
  return (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={t('templates.variable.insert', { field: label })}><IconBraces size={16} /></ActionIcon></Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {offered.map(({ path, kind }) => <Menu.Item key={path} onClick={() => onInsert(`{{ ${path}${filterOf[kind]} }}`)}><code>{path}</code></Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  )
}
