/**
 * What Windows PowerShell 3.0 to 5.1 does. Sources: the help of ConvertTo-Json for 5.1; PowerShell issues 2635, 3153
 * and 5579 for arrays; the reference of JavaScriptSerializer for escapes, dates and lengths.
 */
import {expectEach} from './expect-each.ts';

expectEach('ConvertTo-Json', [
  ['writes primitives', "ConvertTo-Json -Compress 'a', 1, 1.5, $true, $null, 2.50d", '["a",1,1.5,true,null,2.50]'],
  ['keeps an array of one when it is an argument', 'ConvertTo-Json -Compress -InputObject @(1)', '[1]'],
  ['keeps an array of none when it is an argument', 'ConvertTo-Json -Compress -InputObject @()', '[]'],
  ['makes no array of one object from the pipeline', '@(1) | ConvertTo-Json -Compress', '1'],
  ['makes an array of several objects from the pipeline', '1, 2 | ConvertTo-Json -Compress', '[1,2]'],
  ['writes nothing of no object from the pipeline', '@() | ConvertTo-Json -Compress', ''],
  [
    'no longer writes an array as one when it went through the pipeline',
    '@(1, @(2, 3), 4) | ConvertTo-Json -Compress',
    '[1,{"value":[2,3],"Count":2},4]',
  ],
  [
    'no longer writes an array as one that New-Object made',
    "ConvertTo-Json -Compress @{a = New-Object 'int[]' 1}",
    '{"a":{"value":[0],"Count":1}}',
  ],
  ['keeps an array inside of a hashtable', 'ConvertTo-Json -Compress @{a = @(1)}', '{"a":[1]}'],
  [
    'writes custom objects in the order of their properties',
    'ConvertTo-Json -Compress ([pscustomobject]@{b = 1; a = 2})',
    '{"b":1,"a":2}',
  ],
  [
    'turns what is deeper than two levels into strings, silently',
    'ConvertTo-Json -Compress @{a = @{b = @{c = @{d = 1}}}}',
    '{"a":{"b":{"c":"System.Collections.Hashtable"}}}',
  ],
  [
    'goes as deep as it is told',
    'ConvertTo-Json -Compress -Depth 3 @{a = @{b = @{c = @{d = 1}}}}',
    '{"a":{"b":{"c":{"d":1}}}}',
  ],
  [
    'goes no deeper than 100',
    'ConvertTo-Json -Compress -Depth 101 1',
    'error ReachedMaximumDepthAllowed: The maximum depth allowed for serialization is 100.',
  ],
  [
    'writes dates as milliseconds of 1970',
    "ConvertTo-Json -Compress @{at = [DateTime]::SpecifyKind([DateTime]'2020-01-02', 'Utc')}",
    '{"at":"\\/Date(1577923200000)\\/"}',
  ],
  [
    'writes a date that a command made as an object',
    "(ConvertTo-Json -Compress @{at = New-Object DateTime 2020, 1, 2, 0, 0, 0, ([DateTimeKind]::Utc)}) -replace '\\d\\d:.*'",
    '{"at":{"value":"\\/Date(1577923200000)\\/","DateTime":"Thursday, 02 January 2020 ',
  ],
  [
    'escapes what could end a script in a page',
    `ConvertTo-Json -Compress "<a href='x'>&"`,
    '"\\u003ca href=\\u0027x\\u0027\\u003e\\u0026"',
  ],
  [
    'escapes control characters and leaves other ones',
    '"`t`r`n`0é€" | ConvertTo-Json -Compress',
    '"\\t\\r\\n\\u0000é€"',
  ],
  ['writes members of an enumeration as numbers', "ConvertTo-Json -Compress @{day = [DayOfWeek]'Friday'}", '{"day":5}'],
  ['writes bytes as numbers', 'ConvertTo-Json -Compress @{a = [byte[]](1, 255)}', '{"a":[1,255]}'],
  [
    'refuses names that are no strings',
    "ConvertTo-Json -Compress @{1 = 'a'}",
    "error JsonStringTooLong: The type 'System.Collections.Hashtable' is not supported for serialization or deserialization of a dictionary. Keys must be strings.",
  ],
  [
    'refuses what is longer than the oldest serializer takes',
    "ConvertTo-Json -Compress ('x' * 2097151)",
    'error JsonStringTooLong: Error during serialization or deserialization using the JSON JavaScriptSerializer. The length of the string exceeds the value set on the maxJsonLength property.',
  ],
]);
