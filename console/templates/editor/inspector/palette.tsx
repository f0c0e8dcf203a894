import { Button, Menu } from '@mantine/core'
import { IconAlignLeft, IconBrandInstagram, IconColumns2, IconColumns3, IconLayoutBottombar, IconLetterCase, IconLineDashed, IconPhoto, IconPlus, IconRectangle, IconShoppingBag, IconSpacingVertical, IconSquare } from '@tabler/icons-react'
import type { BlockType, Section } from '../../../../contracts/templates.ts'
import { useText } from '../../../ui/index.ts'
import { blockNames } from '../../words.ts'
import { add, addSection, newBlock, newSection } from '../canvas/tree.ts'

const icons: Record<BlockType, typeof IconAlignLeft> = { text: IconAlignLeft, image: IconPhoto, button: IconRectangle, products: IconShoppingBag, divider: IconLineDashed, spacer: IconSpacingVertical, logo: IconLetterCase, social: IconBrandInstagram, footer: IconLayoutBottombar }

/** What can be added; it comes behind what is chosen. */
export function Palette({ sections, chosen, onChange, onChoose }: { sections: Section[]; chosen: string | null; onChange: (sections: Section[]) => void; onChoose: (id: string) => void }) {
  const t = useText()
  const words = { text: t('templates.new.text'), button: t('templates.new.button'), unsubscribe: t('templates.new.unsubscribe'), preferences: t('templates.new.preferences') }
  const addBlock = (type: BlockType) => {
    const block = newBlock(type, words)
    onChange(add(sections, block, chosen))
    onChoose(block.id)
  }
  const addColumns = (count: number) => {
    const section = newSection(count)
    onChange(addSection(sections, section, chosen))
    onChoose(section.id)
  }
  return (
    <Menu position="bottom-start" width="target">
      <Menu.Target><Button fullWidth leftSection={<IconPlus size={16} />}>{t('templates.addBlock')}</Button></Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(blockNames) as BlockType[]).map(type => {
          const Icon = icons[type]
          return <Menu.Item key={type} leftSection={<Icon size={16} />} onClick={() => addBlock(type)}>{t(blockNames[type])}</Menu.Item>
        })}
        <Menu.Divider />
        <Menu.Item leftSection={<IconSquare size={16} />} onClick={() => addColumns(1)}>{t('templates.columns.one')}</Menu.Item>
        <Menu.Item leftSection={<IconColumns2 size={16} />} onClick={() => addColumns(2)}>{t('templates.columns.two')}</Menu.Item>
        <Menu.Item leftSection={<IconColumns3 size={16} />} onClick={() => addColumns(3)}>{t('templates.columns.three')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
