import { Button, Tabs } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { z } from 'zod'
import { useMay } from '../session.tsx'
import { MailAddressWarning } from '../templates/warnings.tsx'
import { Page, useSearchState, useText } from '../ui/index.ts'
import { Hooks } from './back/hooks.tsx'
import { WaysIn } from './back/ways.tsx'
import { Domains, NewDomain } from './domains/domains.tsx'
import { Rates } from './rates.tsx'
import { Rules } from './rules.tsx'
import { Senders } from './senders.tsx'
import { Servers } from './servers.tsx'

const tabs = ['servers', 'senders', 'domains', 'back', 'rules'] as const
const Search = z.object({ tab: z.enum(tabs).default('servers'), open: z.string().optional() })

const addTexts = { servers: 'sending.servers.add', senders: 'sending.senders.add', domains: 'sending.domains.add' } as const

/** What has to be in place before mails go out, and the rules by which they do. */
export function SendingPage() {
  const t = useText()
  const mayChange = useMay()('messages.settings')
  const [{ tab, open }, set] = useSearchState(Search)
  const show = (id: string | undefined) => set({ open: id })
  return (
    <Page title={t('sending.title')} subtitle={t('sending.subtitle')} actions={mayChange && tab !== 'rules' && tab !== 'back' && <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => show('new')}>{t(addTexts[tab])}</Button>}>
      <MailAddressWarning />
      <Tabs value={tab} onChange={value => set({ tab: value as typeof tab, open: undefined })} keepMounted={false} mb="md">
        <Tabs.List>
          <Tabs.Tab value="servers">{t('sending.tab.servers')}</Tabs.Tab>
          <Tabs.Tab value="senders">{t('sending.tab.senders')}</Tabs.Tab>
          <Tabs.Tab value="domains">{t('sending.tab.domains')}</Tabs.Tab>
          <Tabs.Tab value="back">{t('sending.tab.back')}</Tabs.Tab>
          <Tabs.Tab value="rules">{t('sending.tab.rules')}</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {tab === 'servers' && <Servers open={open} show={show} />}
      {tab === 'senders' && <Senders open={open} show={show} />}
      {tab === 'domains' && <Domains onNew={() => show('new')} />}
      {tab === 'domains' && open === 'new' && mayChange && <NewDomain onClose={() => show(undefined)} />}
      {tab === 'back' && <><WaysIn /><Hooks open={open} show={show} /></>}
      {tab === 'rules' && <><Rules /><Rates /></>}
    </Page>
  )
}
