import { Button, NumberInput, Switch, TextInput, Textarea } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'
import { useState } from 'react'
import type { Block } from '../../../../contracts/templates.ts'
import { useText } from '../../../ui/index.ts'
import { ImageLibrary } from '../../images.tsx'

type Image = Extract<Block, { type: 'image' }>

export function ImageFields({ block, storeId, set }: { block: Image; storeId: string; set: (change: Partial<Image>) => void }) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button leftSection={<IconPhoto size={16} />} onClick={() => setOpen(true)}>{t(block.src ? 'templates.image.change' : 'templates.image.choose')}</Button>
      <Textarea required autosize label={t('templates.image.alt')} description={t('templates.image.altHelp')} value={block.alt} onChange={event => set({ alt: event.currentTarget.value })} />
      <TextInput label={t('templates.image.href')} placeholder={'https://'} value={block.href ?? ''} onChange={event => set({ href: event.currentTarget.value || null })} />
      <NumberInput label={t('templates.width')} min={16} max={600} value={block.width} onChange={width => set({ width: Number(width) || 536 })} />
      <Switch label={t('templates.image.rounded')} checked={block.rounded} onChange={event => set({ rounded: event.currentTarget.checked })} />
      {isOpen && <ImageLibrary storeId={storeId} onClose={() => setOpen(false)} onChoose={({ url, alt, width }) => { set({ src: url, alt: block.alt || alt, width: Math.min(536, width) }); setOpen(false) }} />}
    </>
  )
}
