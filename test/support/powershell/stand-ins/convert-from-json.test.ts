/**
 * What Windows PowerShell 3.0 to 5.1 does. Sources: the help of ConvertFrom-Json for 5.1; PowerShell issue 3153 for
 * arrays; the reference of JavaScriptSerializer for numbers, dates and lengths.
 */
import {expectEach} from './expect-each.ts';

expectEach('ConvertFrom-Json', [
  [
    'makes custom objects with their properties in order',
    `$x = ConvertFrom-Json '{"b":1,"a":{"c":"d"}}'; $x.PSObject.Properties | ForEach-Object {$_.Name}; $x.a.c; $x.GetType().Name`,
    'b|a|d|PSCustomObject',
  ],
  ['finds a property whatever its case', `(ConvertFrom-Json '{"Name":1}').nAME`, '1'],
  [
    'gives an array as one object',
    `$n = 0; '[1,2]' | ConvertFrom-Json | ForEach-Object {$n++}; $n; (ConvertFrom-Json '[1,2]').GetType().Name`,
    '1|Object[]',
  ],
  [
    'keeps an array of one and of none',
    `$x = ConvertFrom-Json '{"a":[1],"b":[]}'; $x.a.GetType().Name; $x.a.Count; $x.b.Count`,
    'Object[]|1|0',
  ],
  [
    'makes int, long, decimal and double of numbers',
    `ConvertFrom-Json '{"a":[1,3000000000,1.50,1e3]}' | ForEach-Object {$_.a} | ForEach-Object {$_.GetType().Name}`,
    'Int32|Int64|Decimal|Double',
  ],
  ['leaves an ISO date a string', `(ConvertFrom-Json '{"a":"2020-01-02T03:04:05Z"}').a.GetType().Name`, 'String'],
  [
    'makes a date in UTC of its own form',
    `$x = (ConvertFrom-Json '{"a":"\\/Date(1577923200000)\\/"}').a; $x.Kind; $x.ToString('s')`,
    'Utc|2020-01-02T00:00:00',
  ],
  [
    'knows null, true and false',
    `$x = ConvertFrom-Json '{"a":null,"b":true}'; $x.a -eq $null; $x.b -eq $true; $x.b.GetType().Name`,
    'True|True|Boolean',
  ],
  ['puts the lines of one text together', `('{"a":', '1}' | ConvertFrom-Json).a`, '1'],
  ['takes whole texts one by one', `('{"a":1}', '{"a":2}' | ConvertFrom-Json | ForEach-Object {$_.a})`, '1|2'],
  ['gives nothing for an empty text', "ConvertFrom-Json ''", ''],
  [
    'refuses what is no JSON',
    `try {ConvertFrom-Json '{a'} catch {$_.Exception.GetType().Name; $_.Exception.Message -like 'Invalid JSON primitive: *'}`,
    'ArgumentException|True',
  ],
  [
    'refuses names that differ in case alone',
    `ConvertFrom-Json '{"a":1,"A":2}'`,
    "error DuplicateKeysInJsonString: Cannot convert the JSON string because a dictionary that was converted from the string contains the duplicated keys 'a' and 'A'.",
  ],
  [
    'refuses what is longer than the oldest serializer takes',
    `ConvertFrom-Json ('"' + 'x' * 2097151 + '"')`,
    'error System.ArgumentException: Error during serialization or deserialization using the JSON JavaScriptSerializer. The length of the string exceeds the value set on the maxJsonLength property.',
  ],
  [
    'has no parameter that came after 5.1',
    `ConvertFrom-Json '{}' -AsHashtable`,
    "error NamedParameterNotFound: A parameter cannot be found that matches parameter name 'AsHashtable'.",
  ],
]);
