/*
description: >
  One row a post. The export counts weekdays from Sunday (1) to Saturday (7); here Monday is 1. It tells no year and no day, so a post has no date.
materialize: table
sort: [month, weekday, hour]
checks:
  - not_null: [type, month, weekday, hour, reach]
  - row_balance: facebook_posts
  - accepted_range: {column: weekday, min: 1, max: 7}
*/
select type, category, post_month as month, (post_weekday + 5) % 7 + 1 as weekday, post_hour as hour,
       case paid when 1 then 'paid' when 0 then 'unpaid' end as paid,
       page_likes, reach, impressions, engaged_users, consumers, consumptions, comments, likes, shares, interactions
from facebook_posts
