-- What a preview sorts customers by, as one text of few kinds: `EUR has:email has:phone email:marketing:granted `. There
-- are some dozens of them for a million customers, so who can be reached is asked of each kind, not of each customer.
alter table customers add column if not exists kind_said LowCardinality(String)
  materialized concat(currency, if(has_email, ' has:email', ''), if(has_phone, ' has:phone', ''), ' ', arrayStringConcat(arraySort(consents), ' '), ' ');
alter table customers materialize column kind_said
