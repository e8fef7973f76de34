/** What Windows PowerShell does, by the help of New-Object for 5.1. */
import {expectEach} from './expect-each.ts';

expectEach('New-Object', [
  [
    'finds a type with and without System',
    '(New-Object Text.UTF8Encoding).WebName; (New-Object System.Text.UTF8Encoding).WebName',
    'utf-8|utf-8',
  ],
  [
    'gives arguments to the constructor that fits',
    "(New-Object Text.UTF8Encoding($true)).GetPreamble().Length; (New-Object Uri 'http://a/b').AbsolutePath; New-Object string -ArgumentList 'x', 3",
    '3|/b|xxx',
  ],
  [
    'gives one array as one argument when it is packed into another',
    '(New-Object IO.MemoryStream -ArgumentList @(, [byte[]](1, 2, 3))).Length',
    '3',
  ],
  ['makes an array of a length', "(New-Object 'byte[]' 20).Length; (New-Object byte[] 2).GetType().Name", '20|Byte[]'],
  ['makes a value without arguments', '(New-Object Guid).ToString()', '00000000-0000-0000-0000-000000000000'],
  [
    'sets properties',
    "(New-Object Diagnostics.ProcessStartInfo -Property @{FileName = 'a'; UseShellExecute = $false}).FileName",
    'a',
  ],
  ['makes a custom object', '(New-Object PSObject -Property @{a = 1}).a', '1'],
  [
    'says which type it cannot find',
    'New-Object No.Such.Type',
    'error TypeNotFound: Cannot find type [No.Such.Type]: verify that the assembly containing this type is loaded.',
  ],
  [
    'says what a constructor complained of',
    "New-Object Uri 'no uri'",
    `error ConstructorInvokedThrowException: Exception calling ".ctor" with "1" argument(s): "Invalid URI: The format of the URI could not be determined."`,
  ],
  [
    'lets the cause be caught by its type',
    "try {New-Object IO.FileStream '/no/such/file', 'Open'} catch [IO.DirectoryNotFoundException] {'caught'}",
    'caught',
  ],
  [
    'refuses a property that is not there',
    'New-Object Text.StringBuilder -Property @{No = 1}',
    "error InvalidOperationException: The property 'No' was not found for 'Text.StringBuilder' object. There is no settable property available.",
  ],
  [
    'makes no COM object',
    'New-Object -ComObject X',
    "error NamedParameterNotFound: A parameter cannot be found that matches parameter name 'ComObject'.",
  ],
]);
