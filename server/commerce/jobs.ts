import { z } from 'zod'
import { job } from '../platform/index.ts'
import { recountProductSales } from './products/sales.ts'

/** Every ten minutes; over 1 M lines in the window it takes some seconds. */
export const productSalesRecount = job('commerce.product_sales', z.object({}).loose(), ctx => recountProductSales(ctx), { cron: '*/10 * * * *' })

export const commerceJobs = [productSalesRecount]
