/*
description: One row a day, shop and product.
materialize: table
time: day
key: [day, shop, product]
sort: [shop, day]
checks:
  - unique: [day, shop, product]
  - not_null: [day, shop]
*/
select cast(date_trunc('day', sold_at) as date) as day,
       shop,
       product,
       count(*) as sales,
       sum(quantity) as quantity,
       sum(amount) as amount
from sales
group by all
