import 'reflect-metadata'
import { Controller, Get, type INestApplication, Injectable, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { isPlanted, startClock } from '../../clock.mjs'

@Injectable()
class PricesService {
  findAll(): string[] {
    if (isPlanted()) priceForNest()
    return ['one', 'two']
  }
}

@Controller()
class PricesController {
  private readonly prices: PricesService

  constructor(prices: PricesService) {
    this.prices = prices
  }

  @Get()
  hello(): string {
    return 'hello'
  }

  @Get('work')
  async work(): Promise<string[]> {
    await new Promise(resolve => setTimeout(resolve, 5))
    return this.prices.findAll()
  }

  @Get('close')
  close(): string {
    setTimeout(() => void app.close(), 20)
    return 'closing'
  }
}

@Module({ controllers: [PricesController], providers: [PricesService] })
class AppModule {}

let app: INestApplication
void bootstrap()

async function bootstrap(): Promise<void> {
  app = await NestFactory.create(AppModule, { logger: false })
  await app.listen(Number(process.env.PORT))
}

function priceForNest(): void {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
