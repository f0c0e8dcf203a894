import { Button, Tabs } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { z } from 'zod'
import { useMay } from '../session.tsx'
import { Page, useSearchState, useText } from '../ui/index.ts'
import { ConsentFiles } from './files.tsx'
import { Rules } from './rules.tsx'
import { NewWording, OneWording, Wordings } from './wordings.tsx'

const Search = z.object({ tab: z.enum(['wordings', 'rules', 'files']).default('wordings'), open: z.string().optional() })

/** What people read before they agreed, what holds where nobody asked, and consents that come in files. */
export function ConsentPage() {
  const t = useText()
  const may = useMay()
  const [{ tab, open }, set] = useSearchState(Search)
  const close = () => set({ open: undefined })
  return (
    <Page title={t('consent.title')} subtitle={t('consent.subtitle')} actions={tab === 'wordings' && may('consents.settings') && <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => set({ open: 'new' })}>{t('consent.newWording')}</Button>}>
      <Tabs value={tab} onChange={value => set({ tab: value as typeof tab, open: undefined })} keepMounted={false} mb="md">
        <Tabs.List>
          <Tabs.Tab value="wordings">{t('consent.tabs.wordings')}</Tabs.Tab>
          <Tabs.Tab value="rules">{t('consent.tabs.rules')}</Tabs.Tab>
          <Tabs.Tab value="files">{t('consent.tabs.files')}</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {tab === 'wordings' && <Wordings onNew={() => set({ open: 'new' })} />}
      {tab === 'rules' && <Rules />}
      {tab === 'files' && <ConsentFiles />}
      {tab === 'wordings' && open === 'new' && may('consents.settings') && <NewWording onClose={close} />}
      {tab === 'wordings' && open && open !== 'new' && <OneWording wordingId={open} onClose={close} />}
    </Page>
  )
}
