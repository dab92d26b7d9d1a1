/**
 * The 26 shapes in which an AWS key pair is met: rows a to z of the field study. Each gives its text and where id and
 * secret stand in it; a secret may stand encoded (percent, JSON escapes), and is then located by its encoded bytes.
 */

export interface AwsShape {
  readonly name: string;
  readonly text: string;
  /** As they stand in the text. */
  readonly id?: string;
  readonly secret?: string;
}

/** @param secret 40 characters that hold a slash and a plus, and end in a slash only for row s */
export function awsShapes(id: string, secret: string): readonly AwsShape[] {
  const slashEnd = `${secret.slice(0, 39)}/`;
  const escaped = secret.replaceAll('/', '%2F').replaceAll('+', '%2B');
  const filler = Array.from({ length: 7 }, (_, k) => `option_${k} = ${k}`).join('\n');
  const both = (name: string, text: string): AwsShape => ({ name, text, id, secret });
  return [
    both(
      'a ini profile',
      `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\nregion = eu-west-1\n`,
    ),
    both('b shell export', `export AWS_ACCESS_KEY_ID=${id}\nexport AWS_SECRET_ACCESS_KEY=${secret}\n`),
    both('c camelCase options', `new S3({ accessKeyId: '${id}', secretAccessKey: '${secret}' });\n`),
    both(
      'd STS answer',
      `{"Credentials":{"AccessKeyId":"${id}","SecretAccessKey":"${secret}","Expiration":"2026-01-01T00:00:00Z"}}`,
    ),
    both('e JSON in a JSON string', `{"body":"{\\"accessKeyId\\":\\"${id}\\",\\"secretAccessKey\\":\\"${secret}\\"}"}`),
    both('f env in a JSON string', `{"env":"AWS_ACCESS_KEY_ID=${id}\\nAWS_SECRET_ACCESS_KEY=${secret}\\n"}`),
    both('g value begins with an escape', `{"keys":"\\n${id}\\n${secret}\\n"}`),
    both(
      'h terminal colours',
      `aws_access_key_id = \u001b[32m${id}\u001b[0m\naws_secret_access_key = \u001b[32m${secret}\u001b[0m\n`,
    ),
    {
      name: 'i masked secret',
      text: `2026-03-19T17:43:37.1234567Z env:\n2026-03-19T17:43:37.1234567Z   AWS_ACCESS_KEY_ID: ${id}\n2026-03-19T17:43:37.1234567Z   AWS_SECRET_ACCESS_KEY: ***\n`,
      id,
    },
    both(
      'j runner memory',
      `"AWS_ACCESS_KEY_ID":{"value":"${id}","isSecret":true}"AWS_SECRET_ACCESS_KEY":{"value":"${secret}","isSecret":true}`,
    ),
    both(
      'k credentials.csv',
      `User name,Password,Access key ID,Secret access key,Console login link\nbuild,,${id},${secret},https://111122223333.signin.aws.amazon.com/console\n`,
    ),
    both(
      'l XML',
      `<AccessKey><UserName>build</UserName><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey></AccessKey>`,
    ),
    both(
      'm Kubernetes name and value',
      `env:\n- name: AWS_ACCESS_KEY_ID\n  value: ${id}\n- name: AWS_SECRET_ACCESS_KEY\n  value: ${secret}\n`,
    ),
    both('n image Env', `{"config":{"Env":["PATH=/bin","AWS_ACCESS_KEY_ID=${id}","AWS_SECRET_ACCESS_KEY=${secret}"]}}`),
    both(
      'o Terraform state',
      `{\n  "type": "aws_iam_access_key",\n  "instances": [{"attributes": {\n    "id": "${id}",\n    "secret": "${secret}",\n    "status": "Active"\n  }}]\n}\n`,
    ),
    both(
      'p configure set',
      `aws configure set aws_access_key_id ${id} --profile x\naws configure set aws_secret_access_key ${secret} --profile x\n`,
    ),
    both('q positional arguments', `client = Client("${id}", "${secret}", "eu-west-1")\n`),
    { name: 'r URL user-info', text: `s3://${id}:${escaped}@bucket/path\n`, id, secret: escaped },
    {
      name: 's secret ends in a slash',
      text: `accessKeyId = "${id}"\nsecretAccessKey = "${slashEnd}"\n`,
      id,
      secret: slashEnd,
    },
    both('t eight lines apart', `aws_access_key_id = ${id}\n${filler}\naws_secret_access_key = ${secret}\n`),
    { name: 'u id in prose', text: `The key ${id} was seen in the bucket's log on Monday.\n`, id },
    { name: 'v id then a brace', text: `const key = {id:'x'};use(${id});}\n`, id },
    both('w renamed variables', `MY_ID_FOR_BACKUPS=${id}\nMY_THING_FOR_BACKUPS=${secret}\n`),
    both('x hash rockets', `{ :key => '${id}', :secret => '${secret}' }\n`),
    both('y Java constructor', `AWSCredentials c = new BasicAWSCredentials("${id}", "${secret}");\n`),
    { name: 'z secret alone', text: `AWS_SECRET_ACCESS_KEY=${secret}\n`, secret },
  ];
}
