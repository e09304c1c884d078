select order_id
from orders
wher amount > 0 -- want: bad-sql 6 "amount"
