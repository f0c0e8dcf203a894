import { ofCustomers, type Kept } from '../platform/index.ts'

export const campaignsKeeps: Kept = {
  personal: [{ table: 'campaign_dry_run_people', texts: [], whose: ofCustomers(), erase: 'delete', unexported: true }],
  impersonal: ['campaigns', 'campaign_dry_runs', 'campaign_figures'],
}
