import { Button, Checkbox, Select, Switch, TextInput } from '@mantine/core'
import { IconPackageImport, IconReceipt, IconStar } from '@tabler/icons-react'
import { useState } from 'react'
import { z } from 'zod'
import { Avatar, Card, Change, Copyable, Count, confirmByName, Empty, Facts, Hint, IconTag, Kpi, Money, None, Page, Percent, Problem, SidePanel, Skeleton, Tag, Timeline, toast, undoable, useSearchState, When } from '../ui/index.ts'
import { ChartExamples } from './charts.tsx'
import { TableExample } from './table.tsx'

// Not translated: a page for those who build Suki. It shows every part of console/ui and is guarded by screenshots.
const Panel = z.object({ panel: z.literal('open').optional() })
const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString()
const sparks = [3, 4, 5, 4.4, 3, 2.4, 3.1, 5, 4.8, 6, 5.2, 7, 8.4, 8]

export function CataloguePage() {
  const [{ panel }, set] = useSearchState(Panel)
  return (
    <Page title="Catalogue of the kit" subtitle="Every part of console/ui in one place." actions={<><Button onClick={() => set({ panel: 'open' })}>Side panel</Button><Button variant="filled">One primary button</Button></>}>
      <div className="grid" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(230px, 1fr))' }}>
        <Kpi label="Net revenue" value={<Money minor={148231000} currency="EUR" style="whole" />} change={{ by: 0.112 }} spark={sparks} hint="Sales less discounts and refunds, without tax and shipping." to="/ui" />
        <Kpi label="Refund rate" value={<Percent share={0.031} />} change={{ by: 0.004, as: 'points', goodWhen: 'down' }} spark={sparks.toReversed()} />
        <Kpi label="Orders" value={<Count value={19204} />} change={{ by: 0 }} />
        <div data-example><Skeleton shape="kpi" /></div>
      </div>
      <div className="grid" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(300px, 1fr))', marginTop: 14 }}>
        <Words />
        <Actions />
        <Card title="Timeline" note="live"><Timeline events={[
          { id: '1', at: at(4), icon: IconReceipt, tone: 'brand', title: 'Ordered #20412', text: '2 × Blue enamel mug' },
          { id: '2', at: at(40), icon: IconStar, tone: 'amber', title: 'Rated delivery 10 of 10', text: '“Arrived a day early, lovely packaging.”' },
          { id: '3', at: at(4000), icon: IconPackageImport, title: 'Imported', text: 'orders-2024.csv' },
        ]} /></Card>
        <Card title="Waiting"><div data-example><Skeleton shape="list" rows={4} /><div style={{ height: 16 }} /><Skeleton shape="facts" rows={3} /></div></Card>
        <Card title="Failed"><Problem error={new Error('The import was stopped because the disk is full.')} retry={() => undefined} /></Card>
        <Card title="Empty"><Empty icon={IconReceipt} title="No orders yet" text="Import two years of your shop, or look around in the demo."><Button variant="filled">Import a file</Button></Empty></Card>
      </div>
      <ChartExamples />
      <TableExample />
      {panel && <SidePanel title="A panel with its own address" onClose={() => set({ panel: undefined })}><Facts rows={[['Closes with', 'Escape'], ['Keeps', 'the place in the list']]} /></SidePanel>}
    </Page>
  )
}

function Words() {
  return (
    <Card title="Words and figures" hint="What a card says of itself.">
      <Facts rows={[
        ['Money', <Money key="m" minor={6490} currency="EUR" />], ['Whole, no decimals', <Money key="w" minor={148231000} currency="JPY" />], ['Since', <When key="r" at={at(3000)} />], ['Instant', <When key="i" at={at(3000)} style="dateTime" />],
        ['Change', <Change key="c" by={-0.04} />], ['Nothing', <None key="n" />], ['Copy', <Copyable key="y" text="anna.smit@example.com" />],
        ['Tags', <span key="t" className="row" style={{ gap: 6, flexWrap: 'wrap' }}><Tag>plain</Tag><Tag tone="brand">brand</Tag><Tag tone="amber">amber</Tag><Tag tone="bad">bad</Tag><Tag tone="info">info</Tag></span>],
        ['People', <span key="p" className="row"><Avatar name="Anna Smit" /><Avatar name="Ирина Петрова" /><Avatar name="நேஹா படேல்" /><Avatar name="નેહા પટેલ" /><Avatar name={null} /></span>],
        ['Scripts', 'Ирина · கவிதா ராஜன் · નેહા પટેલ'],
        ['Icons', <span key="x" className="row"><IconTag><IconStar size={17} /></IconTag><IconTag tone="bad"><IconStar size={17} /></IconTag><Hint text="Explains a figure." /></span>],
      ]} />
    </Card>
  )
}

function Actions() {
  const [language, setLanguage] = useState<string | null>('en')
  return (
    <Card title="Fields and answers">
      <div style={{ display: 'grid', gap: 12 }}>
        <TextInput label="Name" description="As on the parcel" placeholder="Anna Smit" />
        <TextInput label="E-mail" defaultValue="anna@" error="Expected an e-mail address, e.g. anna@shop.example." />
        <Select label="Language" data={['en', 'nl', 'ta']} value={language} onChange={setLanguage} />
        <div className="row"><Checkbox label="Gift" defaultChecked /><Switch label="Live" defaultChecked /></div>
        <div className="row" style={{ flexWrap: 'wrap' }}>
          <Button onClick={() => toast.done('Saved.')}>Toast</Button>
          <Button onClick={() => undoable('The note is removed.', () => toast.done('It is back.'))}>Undo</Button>
          <Button onClick={() => toast.problem({ status: 409, message: 'Somebody changed this order meanwhile.' })}>Problem</Button>
          <Button variant="light">Light</Button>
          <Button color="red" variant="filled" onClick={() => void confirmByName({ title: 'Remove Corner Shop', text: 'Its 214 orders go with it. This cannot be undone.', name: 'Corner Shop', action: 'Remove' })}>Remove</Button>
        </div>
      </div>
    </Card>
  )
}
