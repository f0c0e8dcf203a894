import { ofCustomers, type Kept } from '../platform/index.ts'

export const segmentsKeeps: Kept = {
  personal: [
    { table: 'segment_members', whose: ofCustomers(), erase: 'delete' },
    { table: 'segment_moves', whose: ofCustomers(), erase: 'delete' },
    { table: 'segment_found', whose: ofCustomers(), erase: 'delete', unexported: true },
    { table: 'segment_due', whose: ofCustomers(), erase: 'delete', unexported: true },
    { table: 'scores', whose: ofCustomers('id'), erase: 'delete' },
    { table: 'segment_touched', whose: ofCustomers(), erase: 'delete', unexported: true },
  ],
  impersonal: ['segments', 'segment_versions', 'segment_keeper', 'segment_drifts', 'segment_rebuilds', 'score_runs'],
}
