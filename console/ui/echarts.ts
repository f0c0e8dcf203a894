import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

// Only what our charts draw; loaded by the first chart on the screen.
use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer])

export { init }
