-- ClickHouse reads no JSON at all in which an integer of 2^64 or more stands, and reads one beyond 2^53 exactly where
-- JavaScript rounds it. Such numbers are copied as texts, written as JavaScript writes them; to rules that is the same.
create function number_as_text(n numeric) returns text language sql immutable parallel safe as $$
  select case when abs(n) > 1.7976931348623157e308 then case when n < 0 then '-Infinity' else 'Infinity' end
    when abs(n::float8::text::numeric) < 1e21 then n::float8::text::numeric::text else n::float8::text end
$$;

create function with_plain_numbers(value jsonb) returns jsonb language plpgsql immutable parallel safe as $$
begin
  case jsonb_typeof(value)
    when 'number' then return case when abs(value::numeric) < 9007199254740992 then value else to_jsonb(number_as_text(value::numeric)) end;
    when 'array' then return coalesce((select jsonb_agg(with_plain_numbers(item) order by place) from jsonb_array_elements(value) with ordinality as t (item, place)), '[]');
    when 'object' then return coalesce((select jsonb_object_agg(key, with_plain_numbers(item)) from jsonb_each(value) as t (key, item)), '{}');
    else return value;
  end case;
end $$;

-- Of a text in quotes nothing is meant: the number follows a colon, a bracket or a comma.
create function json_for_warehouse(value jsonb) returns text language sql immutable parallel safe as $$
  select case when value::text ~ '(: |\[|, )-?[0-9]{16}' then with_plain_numbers(value)::text else value::text end
$$;
