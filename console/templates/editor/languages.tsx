import { Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown, IconLanguage, IconPlus, IconStar, IconTrash } from '@tabler/icons-react'
import { languages, type Language } from '../../../contracts/shapes.ts'
import type { Content } from '../../../contracts/templates.ts'
import { languageNames } from '../../../languages/index.ts'
import { useMay } from '../../session.tsx'
import { useText } from '../../ui/index.ts'

type Props = { content: Content; language: Language; onChoose: (language: Language) => void; onChange: (content: Content) => void }

/** Which language is written, and which there are. A new one begins with the words of the main one. */
export function LanguageChoice({ content, language, onChoose, onChange }: Props) {
  const t = useText()
  const may = useMay()
  const { variants, mainLanguage } = content
  const missing = languages.filter(one => !variants[one])
  const add = (one: Language) => {
    onChange({ ...content, variants: { ...variants, [one]: structuredClone(variants[mainLanguage]) } })
    onChoose(one)
  }
  const takeAway = () => {
    onChange({ ...content, variants: Object.fromEntries(Object.entries(variants).filter(([one]) => one !== language)) })
    onChoose(mainLanguage)
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button leftSection={<IconLanguage size={16} />} rightSection={<IconChevronDown size={14} />}>{languageNames[language]}{language === mainLanguage ? ` · ${t('templates.language.main')}` : ''}</Button></Menu.Target>
      <Menu.Dropdown>
        {languages.filter(one => variants[one]).map(one => <Menu.Item key={one} lang={one} leftSection={one === language ? <IconCheck size={16} /> : <span style={{ width: 16 }} />} rightSection={one === mainLanguage ? <IconStar size={14} aria-label={t('templates.language.main')} /> : null} onClick={() => onChoose(one)}>{languageNames[one]}</Menu.Item>)}
        {may('messages.write') && missing.length > 0 && <Menu.Divider />}
        {may('messages.write') && missing.map(one => <Menu.Item key={one} leftSection={<IconPlus size={16} />} onClick={() => add(one)}>{t('templates.language.add', { language: languageNames[one] })}</Menu.Item>)}
        {may('messages.write') && language !== mainLanguage && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconStar size={16} />} onClick={() => onChange({ ...content, mainLanguage: language })}>{t('templates.language.makeMain')}</Menu.Item>
            <Menu.Item leftSection={<IconTrash size={16} />} onClick={takeAway}>{t('templates.language.remove', { language: languageNames[language] })}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
